// Runs the tests here, or those whose name begins as E2E_ONLY says, for the test in interop.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const files = readdirSync(here).filter((name) => name.endsWith('.test.mjs') && name.startsWith(process.env.E2E_ONLY ?? '')).sort().map((name) => here + name);
const reporter = process.stdout.isTTY || process.env.E2E_VERBOSE ? 'spec' : fileURLToPath(new URL('../../../../web/test/e2e/reporter.mjs', import.meta.url));
process.exit(files.length === 0 ? 0 : spawnSync(process.execPath, ['--test', '--test-concurrency=1', `--test-reporter=${reporter}`, ...files], { stdio: 'inherit' }).status ?? 1);
