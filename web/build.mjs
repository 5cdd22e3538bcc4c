// Builds the client into dist/: hashed names, a manifest, the page, the service worker, and a gate on what a first visit loads.
//   node build.mjs            for release        node build.mjs --tests    unit tests into target/unit
//   node build.mjs --dev      readable, with maps
import { build } from 'esbuild';
import { gzipSync } from 'node:zlib';
import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';

/** Most bytes, gzipped, that a first visit loads before anything can be done. */
const FIRST_LOAD_LIMIT = 110 * 1024;

const dev = process.argv.includes('--dev');
const hash = (data) => createHash('sha256').update(data).digest('hex').slice(0, 10);

if (process.argv.includes('--tests')) {
  await rm('target/unit', { recursive: true, force: true });
  const tests = (await readdir('test/unit')).filter((f) => f.endsWith('.test.ts')).map((f) => `test/unit/${f}`);
  await build({ entryPoints: tests, outdir: 'target/unit', outExtension: { '.js': '.mjs' }, bundle: true, platform: 'node', format: 'esm', sourcemap: 'inline', external: ['node:*'], logLevel: 'warning' });
} else {
  await rm('dist', { recursive: true, force: true });
  await mkdir('dist/assets', { recursive: true });
  const result = await build({
    entryPoints: { app: 'src/main.tsx', style: 'src/view/style.css' },
    outdir: 'dist/assets', entryNames: '[name]-[hash]', chunkNames: '[name]-[hash]', assetNames: '[name]-[hash]',
    bundle: true, splitting: true, format: 'esm', target: ['chrome111', 'firefox115', 'safari16.4'],
    minify: !dev, sourcemap: dev, metafile: true, logLevel: 'warning', legalComments: 'none',
    jsx: 'automatic', jsxImportSource: 'preact',
    define: { 'process.env.NODE_ENV': dev ? '"development"' : '"production"' },
  });
  const outputs = Object.entries(result.metafile.outputs).map(([file, o]) => ({ file: file.replace('dist/', ''), ...o }));
  const js = outputs.find((o) => o.entryPoint === 'src/main.tsx');
  const css = outputs.find((o) => o.entryPoint === 'src/view/style.css');

  // What the entry imports at once (not lazily) belongs to the first load as well.
  const first = new Set([js.file, css.file]);
  const follow = (file) => {
    for (const i of outputs.find((o) => o.file === file)?.imports ?? []) {
      const name = i.path.replace('dist/', '');
      if (i.kind === 'import-statement' && !first.has(name)) {
        first.add(name);
        follow(name);
      }
    }
  };
  follow(js.file);

  const preload = [...first].filter((f) => f !== js.file && f !== css.file).map((f) => `  <link rel="modulepreload" href="/${f}">\n`).join('');
  const page = (await readFile('public/index.html', 'utf8'))
    .replace('<!-- style -->', `<link rel="stylesheet" href="/${css.file}">`)
    .replace('<!-- script -->', `${preload}  <script type="module" src="/${js.file}"></script>`);
  await writeFile('dist/index.html', page);
  for (const file of await readdir('public')) if (file !== 'index.html') await cp(`public/${file}`, `dist/${file}`);

  const files = outputs.map((o) => `/${o.file}`).filter((f) => !f.endsWith('.map')).sort();
  const version = hash(page + files.join());
  await build({
    entryPoints: ['src/sw.ts'], outfile: 'dist/sw.js', bundle: true, format: 'iife', target: 'es2022', minify: !dev, logLevel: 'warning',
    define: { __SHELL__: JSON.stringify(['/', ...files, '/manifest.webmanifest', '/icon-192.png']), __VERSION__: JSON.stringify(version) },
  });
  await writeFile('dist/assets.json', JSON.stringify({ version, files }, null, 1));

  let total = gzipSync(page).length;
  const sizes = [];
  for (const file of first) {
    const size = gzipSync(await readFile(`dist/${file}`), { level: 9 }).length;
    sizes.push(`${file} ${size}`);
    total += size;
  }
  console.log(`first load ${(total / 1024).toFixed(1)} KiB gzipped of ${FIRST_LOAD_LIMIT / 1024} (${sizes.join(', ')})`);
  if (!dev && total > FIRST_LOAD_LIMIT) {
    console.error('the first load is over its limit');
    process.exit(1);
  }
}
