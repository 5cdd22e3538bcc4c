// Our own server and other people's clients, made for us by the test in interop that runs us (Stage.java there).
import { dirname, join } from 'node:path';

const STAGE = process.env.VIAVAI_STAGE;

async function ask(path, body = '') {
  const response = await fetch(`${STAGE}/${path}`, { method: 'POST', body });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${text}`);
  return text;
}

/** @param config further lines of the configuration */
export async function startViavai(password, config = '') {
  const [number, port, authority] = (await ask('server', config)).split('\t');
  const server = (verb, body) => ask(`server/${number}/${verb}`, body);
  const url = `https://localhost:${port}`;
  return {
    kind: 'viavai', url, domain: 'localhost', certificate: join(dirname(authority), 'localhost.crt'),
    addAccount: (...names) => server('accounts', names.map((name) => `${name}@localhost\t${password}\n`).join('')),
    invite: async () => /\/invite\/([\w~.-]+)/.exec(await server('run', 'invite'))[1],
    log: () => server('log'),
    run: (...words) => server('run', words.join('\n')),
    kill: () => server('kill'),
    stopped: () => server('stop'),
    start: () => server('start'),
    stop: () => server('close'),
    /** Logs somebody in with another program: 'SLIXMPP', 'PROFANITY'. */
    async client(kind, name, secret = password) {
      const id = await server(`client/${kind}`, `${name}\t${secret}`);
      return {
        send: (to, text) => ask(`client/${id}/send`, `${to}\t${text}`),
        await: (text) => ask(`client/${id}/await`, text),
        type: (line) => ask(`client/${id}/type`, line),
        close: () => ask(`client/${id}/close`),
      };
    },
  };
}
