#!/usr/bin/env node
// Joins pictures of make.mjs to one of each page: above as it was, below as it is; wide and narrow, light and dark.
//   node docs/screenshots/compare.mjs <folder before> <folder after> <folder of the result>
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';

const [before, after, folder] = process.argv.slice(2);
const HEIGHT = 540;
const GAP = 12;
const SHAPES = ['wide-light', 'wide-dark', 'phone-light', 'phone-dark'];

/** Pictures side by side, from the left, at a height. */
async function row(files, top) {
  let left = 0;
  const placed = [];
  for (const file of files) {
    const { data: input, info } = await sharp(file)
      .resize({ height: HEIGHT })
      .png()
      .toBuffer({ resolveWithObject: true });
    placed.push({ input, left, top });
    left += info.width + GAP;
  }
  return { placed, width: left - GAP };
}

mkdirSync(folder, { recursive: true });
const names = readdirSync(after).flatMap((file) => (file.endsWith('-wide-light.png') ? file.slice(0, -15) : []));
for (const name of names) {
  const rows = [before, after]
    .map((from) => SHAPES.map((shape) => join(from, `${name}-${shape}.png`)))
    .filter(([first]) => existsSync(first));
  const made = await Promise.all(rows.map((files, index) => row(files, index * (HEIGHT + GAP))));
  const size = { width: made[0].width, height: rows.length * (HEIGHT + GAP) - GAP };
  await sharp({ create: { ...size, channels: 3, background: '#888888' } })
    .composite(made.flatMap(({ placed }) => placed))
    .webp({ quality: 75 })
    .toFile(join(folder, `${name}.webp`));
}
