package im.viavai.features.disco;

import static org.assertj.core.api.Assertions.assertThat;

import im.viavai.xmpp.Element;
import im.viavai.xmpp.Requirement;
import im.viavai.xmpp.StreamException;
import org.junit.jupiter.api.Test;

/// The examples of XEP-0115.
final class CapabilitiesTest {
  @Requirement(
      document = "XEP-0115",
      section = "5.1",
      quote =
          "the value of the verification string MUST be generated according to the following method")
  @Test
  void theSimpleExample() throws StreamException {
    Element info =
        Element.parse(
            """
            <query xmlns='http://jabber.org/protocol/disco#info'>
              <identity category='client' type='pc' name='Exodus 0.9.1'/>
              <feature var='http://jabber.org/protocol/disco#info'/>
              <feature var='http://jabber.org/protocol/muc'/>
              <feature var='http://jabber.org/protocol/disco#items'/>
              <feature var='http://jabber.org/protocol/caps'/>
            </query>
            """
                .strip());

    assertThat(Capabilities.verification(info)).isEqualTo("QgayPKawpkPSDYmwT/WM94uAlu0=");
  }

  @Requirement(
      document = "XEP-0115",
      section = "5.1",
      quote = "All sorting operations MUST be performed using \"i;octet\" collation")
  @Test
  void theComplexExampleWithLanguagesAndAForm() throws StreamException {
    Element info =
        Element.parse(
            """
            <query xmlns='http://jabber.org/protocol/disco#info'>
              <identity xml:lang='en' category='client' name='Psi 0.11' type='pc'/>
              <identity xml:lang='el' category='client' name='Ψ 0.11' type='pc'/>
              <feature var='http://jabber.org/protocol/caps'/>
              <feature var='http://jabber.org/protocol/disco#info'/>
              <feature var='http://jabber.org/protocol/disco#items'/>
              <feature var='http://jabber.org/protocol/muc'/>
              <x xmlns='jabber:x:data' type='result'>
                <field var='FORM_TYPE' type='hidden'><value>urn:xmpp:dataforms:softwareinfo</value></field>
                <field var='ip_version' type='text-multi'><value>ipv6</value><value>ipv4</value></field>
                <field var='software'><value>Psi</value></field>
                <field var='os'><value>Mac</value></field>
                <field var='os_version'><value>10.5.1</value></field>
                <field var='software_version'><value>0.11</value></field>
              </x>
            </query>
            """
                .strip());

    assertThat(Capabilities.verification(info)).isEqualTo("q07IKJEyjvHSyhy//CH0CxmKi8w=");
  }
}
