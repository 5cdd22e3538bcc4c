/** Everything we speak on one account's connection, put together by hand. A new feature is one line here. */
import { ChoiceStorage } from './choices';
import { Client, type ClientOptions } from './client';
import { Commands } from './commands';
import { Disco } from './disco';
import { StanzaError } from './errors';
import { Messages } from './messages';
import { CARBONS, CHAT_STATES, CORRECT, DELAY, MARKERS, NICK, OOB, PING, REACTIONS, RECEIPTS, REPLY, RETRACT, SFS, SID, TIME, VERSION } from './ns';
import { Blocking, VCards } from './people';
import { Presences } from './presence';
import { OwnAccount } from './registration';
import { Roster } from './roster';
import { Uploads } from './upload';
import { el } from './xml';

export interface Account {
  readonly client: Client;
  readonly disco: Disco;
  readonly roster: Roster;
  readonly presences: Presences;
  readonly messages: Messages;
  readonly blocking: Blocking;
  readonly vcards: VCards;
  readonly uploads: Uploads;
  readonly commands: Commands;
  readonly choices: ChoiceStorage;
  readonly own: OwnAccount;
  /** How far the server's clock is ahead of ours, in milliseconds (XEP-0202). */
  serverClock(): Promise<number>;
}

export function openAccount(options: ClientOptions): Account {
  const client = new Client(options);
  const disco = new Disco(client);
  disco.add(CARBONS, CHAT_STATES, CORRECT, DELAY, MARKERS, NICK, OOB, REACTIONS, RECEIPTS, REPLY, RETRACT, SFS, SID);
  answerPing(client, disco);
  answerVersion(client, disco);
  answerTime(client, disco);
  return {
    client,
    disco,
    roster: new Roster(client),
    presences: new Presences(client),
    messages: new Messages(client),
    blocking: new Blocking(client),
    vcards: new VCards(client),
    uploads: new Uploads(client, disco),
    commands: new Commands(client, disco),
    choices: new ChoiceStorage(client),
    own: new OwnAccount(client),
    serverClock: () => serverClock(client),
  };
}

function answerPing(client: Client, disco: Disco): void {
  disco.add(PING);
  client.handle('get', 'ping', PING, () => undefined);
}

function answerVersion(client: Client, disco: Disco): void {
  disco.add(VERSION);
  client.handle('get', 'query', VERSION, () => el('query', VERSION, {}, el('name', VERSION, {}, 'Viavai'), el('version', VERSION, {}, '0.1')));
}

function answerTime(client: Client, disco: Disco): void {
  disco.add(TIME);
  client.handle('get', 'time', TIME, () => {
    const minutes = -new Date().getTimezoneOffset();
    const pad = (n: number): string => String(Math.floor(n)).padStart(2, '0');
    const zone = `${minutes < 0 ? '-' : '+'}${pad(Math.abs(minutes) / 60)}:${pad(Math.abs(minutes) % 60)}`;
    return el('time', TIME, {}, el('tzo', TIME, {}, zone), el('utc', TIME, {}, new Date().toISOString()));
  });
}

async function serverClock(client: Client): Promise<number> {
  const before = Date.now();
  try {
    const result = await client.iq('get', el('time', TIME), client.account.domain, 10_000);
    const utc = Date.parse(result.child('time', TIME)?.textOf('utc') ?? '');
    return Number.isNaN(utc) ? 0 : utc - (before + Date.now()) / 2;
  } catch (error) {
    if (error instanceof StanzaError) return 0;
    throw error;
  }
}
