// Builds nothing itself: runs the end-to-end tests, or with --screenshots takes pictures of every screen.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const only = process.env.E2E_ONLY ?? '';
const files = readdirSync(here).filter((name) => name.endsWith('.test.mjs') && name.startsWith(only)).sort().map((name) => here + name);
const reporter = process.argv.includes('--records') ? `${here}reporter.mjs` : 'spec';
const run = process.argv.includes('--screenshots') ? [`${here}screenshots.mjs`] : ['--test', `--test-concurrency=${process.env.E2E_CONCURRENCY ?? 2}`, `--test-reporter=${reporter}`, ...files];
process.exit(spawnSync(process.execPath, run, { stdio: 'inherit' }).status ?? 1);
