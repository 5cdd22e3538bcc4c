// A small client on Strophe, for a test to drive: everything it hears is in `heard`.
/* global Strophe, $pres, $msg, $iq */
'use strict';
const heard = [];
const { Status } = Strophe;
let connection;

function logIn(service, jid, password) {
  connection = new Strophe.Connection(service, { enableStreamManagement: true });
  return new Promise((resolve, reject) => {
    connection.connect(jid, password, (status, why) => {
      if (status === Status.CONNECTED) {
        listen();
        resolve({ jid: connection.jid, mechanism: connection._sasl_mechanism?.mechname ?? '' });
      }
      if ([Status.AUTHFAIL, Status.CONNFAIL, Status.ERROR, Status.DISCONNECTED].includes(status)) reject(new Error(`${status} ${why}`));
    });
  });
}

function listen() {
  connection.addHandler((message) => {
    const body = message.getElementsByTagName('body')[0];
    if (body) heard.push(body.textContent);
    return true;
  }, null, 'message');
  connection.addHandler((presence) => {
    heard.push(`${presence.getAttribute('type') ?? 'available'} ${presence.getAttribute('from')}`);
    return true;
  }, null, 'presence');
}

const ask = (stanza) => new Promise((resolve, reject) => {
  connection.sendIQ(stanza, (answer) => resolve(answer.outerHTML), (error) => reject(new Error(error?.outerHTML ?? 'no answer')), 20000);
});

const appear = () => connection.send($pres());
const say = (to, text) => connection.send($msg({ to, type: 'chat' }).c('body').t(text));
const befriend = (jid) => ask($iq({ type: 'set' }).c('query', { xmlns: 'jabber:iq:roster' }).c('item', { jid }))
  .then(() => connection.send($pres({ to: jid, type: 'subscribe' })));
const accept = (to) => connection.send($pres({ to, type: 'subscribed' }));
const roster = () => ask($iq({ type: 'get' }).c('query', { xmlns: 'jabber:iq:roster' }));
const carbons = () => ask($iq({ type: 'set' }).c('enable', { xmlns: 'urn:xmpp:carbons:2' }));

/** The archive: what it has comes as messages, and is heard. */
const archive = () => ask($iq({ type: 'set' }).c('query', { xmlns: 'urn:xmpp:mam:2' }));

function logOut() {
  return new Promise((resolve) => {
    connection.connect_callback = (status) => { if (status === Status.DISCONNECTED) resolve(); };
    connection.disconnect('done');
  });
}
Object.assign(window, { heard, logIn, appear, say, befriend, accept, roster, carbons, archive, logOut });
