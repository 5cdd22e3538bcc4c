package im.viavai.features.invitations;

import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.features.Stage;
import im.viavai.store.AccountStore;
import im.viavai.store.Invitation;
import im.viavai.store.Invitation.Kind;
import im.viavai.store.InvitationStore;
import im.viavai.xmpp.Jid;
import im.viavai.xmpp.Requirement;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the commands leave in the store, and names that would be too many to write down.
final class InvitationCommandsTest {
  private static final String COMMAND =
      "<command xmlns='http://jabber.org/protocol/commands' node='urn:xmpp:invite#%s'";

  private static String invites(int id) {
    return """
    romeo sends: <iq type='set' id='%1$d' to='localhost'>%2$s/></iq>
    romeo receives: <iq type='result' id='%1$d'>%2$s sessionid='{any}' status='completed'>{more}</command></iq>
    """
        .formatted(id, COMMAND.formatted("invite"));
  }

  @Requirement(
      document = "XEP-0401",
      section = "5.1",
      quote =
          "A user can execute the 'urn:xmpp:invite#invite' command to immediately obtain a new invitation link with a unique invitation token")
  @Test
  void everyInvitationIsOfItsInviterAndGoodForOneAccount() {
    Stage.play(
        "[romeo connects as romeo@localhost/orchard]\n" + invites(1) + invites(2),
        store -> {
          long romeo =
              store.port(AccountStore.class).find(Jid.of("romeo@localhost")).orElseThrow().key();
          List<Invitation> all = store.port(InvitationStore.class).list();
          assertThat(all).hasSize(2).extracting(Invitation::id).doesNotHaveDuplicates();
          assertThat(all).extracting(Invitation::kind).containsOnly(Kind.ACCOUNT_AND_CONTACT);
          assertThat(store.port(InvitationStore.class).list(romeo)).hasSize(2);
        });
  }

  @Test
  void whereAccountsAreNotGivenTheInvitationIsForAContact() {
    Stage.play(
        """
        [invitations.accounts = false]
        [listen.https = 0]
        [romeo connects as romeo@localhost/orchard]
        romeo sends: <iq type='set' id='1' to='localhost'>%1$s/></iq>
        romeo receives:
          <iq type='result' id='1'>%1$s sessionid='{any}' status='completed'>
            <x xmlns='jabber:x:data' type='result'>
              <field type='hidden' var='FORM_TYPE'><value>urn:xmpp:invite#invitation</value></field>
              <field type='text-single' var='uri' label='{any}'><value>xmpp:romeo@localhost?roster;preauth={token}</value></field>
              <field type='text-single' var='expire' label='{any}'><value>{any}</value></field>
            </x></command></iq>
        [juliet connects from 192.0.2.7]
        juliet sends: <iq type='set' id='p'><preauth xmlns='urn:xmpp:pars:0' token='{token}'/></iq>
        juliet receives: <iq type='error' id='p'>{any}</iq>
        """
            .formatted(COMMAND.formatted("invite")),
        store ->
            assertThat(store.port(InvitationStore.class).list())
                .extracting(Invitation::kind)
                .containsExactly(Kind.CONTACT));
  }

  @Requirement(
      document = "XEP-0401",
      section = "5.4",
      quote = "The username MUST be a valid localpart")
  @Test
  void namesThatCannotBeAreRefusedAndNothingIsKept() {
    StringBuilder chat =
        new StringBuilder(
            """
            [bard connects as bard@localhost/globe]
            [bard@localhost is an administrator]
            bard sends: <iq type='set' id='0' to='localhost'>%1$s/></iq>
            bard receives: <iq type='result' id='0'>%1$s sessionid='{s}' status='executing'>{more}</command></iq>
            """
                .formatted(COMMAND.formatted("create-account")));
    List<String> names =
        List.of(
            "a b",
            "a/b",
            "a:b",
            "&lt;a&gt;",
            "&quot;",
            "a&apos;",
            "&amp;",
            "@",
            "a@b",
            "a".repeat(1024),
            "\u2168",
            "\u0378",
            "\u200b",
            "\u202e",
            "a\u00a0b");
    for (int i = 0; i < names.size(); i++) {
      chat.append(
          """
          bard sends:
            <iq type='set' id='n%2$d' to='localhost'>%1$s sessionid='{s}'><x xmlns='jabber:x:data' type='submit'><field var='username'><value>%3$s</value></field></x></command></iq>
          bard receives:
            <iq type='error' id='n%2$d'>%1$s sessionid='{s}'/><error type='modify'>
              <not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>
              <text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas' xml:lang='en'>This username cannot be the name of an account.</text>
            </error></iq>
          """
              .formatted(COMMAND.formatted("create-account"), i, names.get(i)));
    }
    Stage.play(
        chat.toString(), store -> assertThat(store.port(InvitationStore.class).list()).isEmpty());
  }
}
