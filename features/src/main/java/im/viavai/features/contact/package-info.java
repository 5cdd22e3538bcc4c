/// Says whom to write to about this server (XEP-0157), as a form in the server's disco#info.
/// Options: the section `contact`; without any address there is no form. Keeps nothing.
@NullMarked
package im.viavai.features.contact;

import org.jspecify.annotations.NullMarked;
