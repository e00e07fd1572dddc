import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { minify_sync } from 'terser';
import { projectPath } from '#libs/platform/project-root.js';
import { about } from './about.js';
import { accentStyle } from './accent.js';

export interface Asset {
  readonly name: string;
  readonly type: string;
  readonly body: string;
}

type AssetKind = 'style' | 'script' | 'icon' | 'sprite' | 'logo';

const isDevelopment = process.env.NODE_ENV === 'development';
const fromRoot = createRequire(projectPath('package.json'));

/** Files below public/css, in the order in which their rules win over each other: the general before the special. */
export const STYLES = `
  tokens base buttons fields status frame page about doors tabs filters rows marks empty ticket timeline hidden photos composer facts side
  figures period chart table live history bulk audit similar places new queue keys report print
`
  .trim()
  .split(/\s+/);
/** Files below public/js, in the order in which they hear of what happens on a page. */
export const SCRIPTS = [
  'drafts',
  'count',
  'photos',
  'buttons',
  'unfolded',
  'focus',
  'connection',
  'read',
  'marked',
  'push',
  'ages',
  'chart',
  'keys',
];

const textOf = (path: string): string => readFileSync(path, 'utf8');

/** One file of each kind, since each one more costs the first visit a request; without what only readers of the source need. */
function styles(): string {
  const files = STYLES.map((name) => textOf(projectPath('public', 'css', `${name}.css`)));
  const rules = files
    .join('')
    .replaceAll(/\/\*[^]*?\*\//g, '')
    .replaceAll(/\s+/g, ' ');
  return rules + accentStyle(about().accent);
}

/** htmx with the extensions we use, then our own scripts without what only readers of the source need. */
function scripts(): string {
  const htmx = dirname(fromRoot.resolve('htmx.org'));
  const theirs = ['htmx.min.js', 'ext/hx-sse.min.js', 'ext/hx-upsert.min.js'].map((name) => textOf(join(htmx, name)));
  const own = SCRIPTS.map((name) => textOf(projectPath('public', 'js', `${name}.js`))).join('\n');
  return [...theirs, minify_sync(own).code].join(';\n');
}

function asset(stem: string, extension: 'css' | 'js' | 'svg', type: string, body: string): Asset {
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 12);
  return { name: `${stem}.${hash}.${extension}`, type, body };
}

let made: Readonly<Record<AssetKind, Asset>> | undefined;
let urls: Readonly<Record<AssetKind, string>>;

/** Read once; the names carry a hash of the content, so that browsers may keep them for ever. */
export function assets(): Readonly<Record<AssetKind, Asset>> {
  if (made && !isDevelopment) return made;
  made = {
    style: asset('helpdesk', 'css', 'text/css; charset=utf-8', styles()),
    script: asset('helpdesk', 'js', 'text/javascript; charset=utf-8', scripts()),
    sprite: asset('sprite', 'svg', 'image/svg+xml', textOf(projectPath('public', 'sprite.svg'))),
    icon: asset('icon', 'svg', 'image/svg+xml', textOf(projectPath('public', 'icon.svg'))),
    logo: asset('logo', 'svg', 'image/svg+xml', about().logo ?? textOf(projectPath('public', 'icon.svg'))),
  };
  const named = Object.entries(made).map(([kind, { name }]) => [kind, `/assets/${name}`]);
  urls = Object.fromEntries(named) as typeof urls;
  return made;
}

/** Where the pages find them. */
export function assetUrls(): Readonly<Record<AssetKind, string>> {
  assets();
  return urls;
}
