import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { projectPath } from '#libs/platform/project-root.js';

export interface Asset {
  readonly name: string;
  readonly type: string;
  readonly body: string;
}

const fromRoot = createRequire(projectPath('package.json'));

/** htmx with the extensions we use, then our own scripts: one file, since each one more costs the first visit a request. */
function scripts(): string {
  const htmx = dirname(fromRoot.resolve('htmx.org'));
  const own = ['helpdesk.js'].map((file) => projectPath('public', file));
  const files = [
    join(htmx, 'htmx.min.js'),
    join(htmx, 'ext', 'hx-sse.min.js'),
    join(htmx, 'ext', 'hx-upsert.min.js'),
    ...own,
  ];
  return files.map((file) => readFileSync(file, 'utf8').replace(/^\/\/# sourceMappingURL.*$/m, '')).join(';\n');
}

function asset(stem: string, extension: 'css' | 'js' | 'svg', type: string, body: string): Asset {
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 12);
  return { name: `${stem}.${hash}.${extension}`, type, body };
}

let made: Record<'style' | 'script' | 'icon', Asset> | undefined;

/** Read once; the names carry a hash of the content, so that browsers may keep them for ever. */
export function assets(): Record<'style' | 'script' | 'icon', Asset> {
  made ??= {
    style: asset(
      'helpdesk',
      'css',
      'text/css; charset=utf-8',
      readFileSync(projectPath('public', 'helpdesk.css'), 'utf8'),
    ),
    script: asset('helpdesk', 'js', 'text/javascript; charset=utf-8', scripts()),
    icon: asset('icon', 'svg', 'image/svg+xml', readFileSync(projectPath('public', 'icon.svg'), 'utf8')),
  };
  return made;
}

/** Where the pages find them. */
export function assetUrls(): Record<'style' | 'script' | 'icon', string> {
  const { style, script, icon } = assets();
  return { style: `/assets/${style.name}`, script: `/assets/${script.name}`, icon: `/assets/${icon.name}` };
}
