// A server to try the client by hand: node test/e2e/dev.mjs [port]. Accounts romeo, juliet and nurse with password "secret123".
import { startFront } from './front.mjs';
import { freePort, startProsody } from './prosody.mjs';

const port = Number(process.argv[2] ?? 0) || await freePort();
const prosody = await startProsody({ publicUrl: `http://localhost:${port}` });
for (const name of ['romeo', 'juliet', 'nurse', 'admin']) await prosody.addAccount(name, 'secret123');
const front = await startFront({ port, upstreams: () => prosody.upstreams });
console.log(`${front.url}  invite: ${front.url}/invite/${await prosody.invite().catch((e) => e.message)}  logs: ${prosody.dir}`);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void prosody.stop().then(() => process.exit(0)));
