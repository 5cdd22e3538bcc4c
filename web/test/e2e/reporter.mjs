// For the test in interop that runs us: a record for each test, fields ending with U+001F, records with U+001E.
import { basename } from 'node:path';

const why = (error) => {
  const cause = error?.cause ?? error;
  return String(cause?.stack ?? cause?.message ?? cause ?? '').replace(/[\u001e\u001f]/g, '');
};

export default async function* records(source) {
  let file = '';
  for await (const { type, data } of source) {
    if (type === 'test:stdout' || type === 'test:stderr') yield data.message;
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    file = data.file ? basename(data.file).replace(/\.test\.mjs$/, '') : file;
    if (type === 'test:pass' && data.nesting === 0 && /\.test\.mjs$/.test(data.name)) continue; // the file itself
    const skipped = data.skip ?? data.todo;
    const result = type === 'test:fail' ? 'fail' : skipped !== undefined ? 'skip' : 'pass';
    const reason = result === 'fail' ? why(data.details.error) : typeof skipped === 'string' ? skipped : '';
    yield `\u001f${[result, file, data.name, Math.round(data.details.duration_ms), reason].join('\u001f')}\u001e\n`;
  }
}
