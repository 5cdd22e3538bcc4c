// Builds nothing itself: runs the end-to-end tests, or with --screenshots takes pictures of every screen.
import { spawnSync } from 'node:child_process';

const file = process.argv.includes('--screenshots') ? ['test/e2e/screenshots.mjs'] : ['--test', '--test-concurrency=1', '--test-reporter=spec', 'test/e2e/parser.test.mjs', 'test/e2e/chat.test.mjs', 'test/e2e/account.test.mjs', 'test/e2e/bad-days.test.mjs'];
process.exit(spawnSync(process.execPath, file, { stdio: 'inherit' }).status ?? 1);
