import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { preparePhotos, type PreparedPhoto } from '#libs/photos/prepare.js';
import { projectPath } from '#libs/platform/project-root.js';

interface Drawing {
  /** A regular expression for the reports that it goes with. */
  readonly about: string;
  readonly alt: string;
  /** What is drawn on 1200 x 900 pixels of wall and floor, as SVG. */
  readonly svg: string;
}

/** The pictures that invented reports show, as if they had been sent. */
export async function drawPhotos(): Promise<{ readonly about: RegExp; readonly prepared: PreparedPhoto }[]> {
  const drawings = JSON.parse(readFileSync(projectPath('bin', 'demo', 'data', 'photos.json'), 'utf8')) as Drawing[];
  const photos: { readonly about: RegExp; readonly prepared: PreparedPhoto }[] = [];
  for (const { about, alt, svg } of drawings) {
    const frame = `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="900"><path fill="#d8d3c8" d="M0 0h1200v900H0z"/><path fill="#a39b8b" d="M0 700h1200v200H0z"/>${svg}</svg>`;
    const content = await sharp(Buffer.from(frame)).blur(1.2).jpeg({ quality: 80 }).toBuffer();
    const [prepared] = await preparePhotos([{ content, alt }]);
    if (prepared) photos.push({ about: new RegExp(`\\b(?:${about})`, 'i'), prepared });
  }
  return photos;
}
