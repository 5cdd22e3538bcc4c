/// Ad-hoc commands (XEP-0050 1.3.0) of the server: the list, the sessions, the steps.
///
/// Other features offer a `Command` to the host and are asked for its stages; this one owns the iq,
/// says in service discovery who may run what, checks answers against the form that was sent
/// (XEP-0004 §3.3), and keeps the way back, so that `prev` works in every command. Who may run a
/// command is asked again before every step. A session is named by 192 random bits, belongs to one
/// full JID and one command, and ends with the command, after [CommandSessions#LIFETIME] without a
/// step, or when the requester or everybody together has too many: then the oldest one goes.
///
/// Errors are those of §4.4; the words say what is wrong, and one of a command under way names the
/// command and its session (§3.7, example 23), by which some clients find what has failed. A
/// refused form leaves the session where it is, so that it can be sent again. Commands speak
/// English, whatever language is asked for; what is no language is `bad-locale`. disco#info of a
/// command tells its name to everybody; the list and the command itself do not. No options; keeps
/// nothing.
@NullMarked
package im.viavai.features.commands;

import org.jspecify.annotations.NullMarked;
