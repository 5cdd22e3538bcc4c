// Lays the pictures of target/screenshots side by side, one sheet per size, theme and language, to look over many at once.
import { mkdir, readdir } from 'node:fs/promises';

export async function makeSheets(browser, folder) {
  const files = (await readdir(folder)).filter((f) => f.endsWith('.png')).sort();
  const groups = files.reduce((map, f) => {
    const name = /-((?:desktop|phone)-.*)\.png$/.exec(f)?.[1] ?? 'other';
    return map.set(name, [...map.get(name) ?? [], f]);
  }, new Map());
  await mkdir(`${folder}sheets`, { recursive: true });
  const page = await (await browser.newContext({ viewport: { width: 1800, height: 900 } })).newPage();
  for (const [name, group] of groups) {
    const width = name.startsWith('phone') ? 290 : 590;
    await page.goto(`file://${folder}`);
    await page.setContent(`<style>body{margin:4px;font:12px sans-serif;background:#888;display:flex;flex-wrap:wrap;gap:4px}figure{margin:0;width:${width}px}img{width:100%;display:block}</style>${
      group.map((f) => `<figure><img src="file://${folder}${f}"><figcaption>${f.slice(0, -name.length - 5)}</figcaption></figure>`).join('')}`);
    await page.waitForFunction(() => [...document.images].every((i) => i.complete));
    await page.screenshot({ path: `${folder}sheets/${name}.png`, fullPage: true });
  }
  await page.close();
}
