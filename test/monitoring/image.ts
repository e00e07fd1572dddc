import { readdirSync, readFileSync } from 'node:fs';
import { projectPath } from '#libs/platform/project-root.js';

const lines = (file: string): string[] => readFileSync(projectPath(file), 'utf8').split('\n');

/** The files of the checkout that `.dockerignore` lets into the build. */
export function buildContext(): string[] {
  const patterns = lines('.dockerignore').filter((line) => line && !line.startsWith('#'));
  const ignored = patterns.map(toExpression);
  const below = (folder: string): string[] =>
    readdirSync(projectPath(folder), { withFileTypes: true }).flatMap((entry) => {
      const path = folder ? `${folder}/${entry.name}` : entry.name;
      if (ignored.some((pattern) => pattern.test(path))) return [];
      return entry.isDirectory() ? below(path) : [path];
    });
  return below('');
}

/** Patterns as Docker reads them: from the root, `*` within a folder, `**` across folders; what is below goes too. */
function toExpression(pattern: string): RegExp {
  const text = pattern
    .split(/(\*\*\/|\*)/)
    .map(
      (part) => ({ '**/': '(?:.*/)?', '*': '[^/]*' })[part] ?? part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`),
    )
    .join('');
  return new RegExp(`^${text}$`);
}

/** What the last stage of the Dockerfile copies from the one before, from the root of the checkout. */
export function copiedPaths(): string[] {
  const last = lines('Dockerfile').findLastIndex((line) => line.startsWith('FROM '));
  return lines('Dockerfile')
    .slice(last)
    .flatMap((line) => /^COPY --from=build \/app\/(\S+) \.\/\1$/.exec(line)?.[1] ?? []);
}

/** The files of the image below /app: those that are copied, and those that the build makes of sources. Without node_modules. */
export function imageFiles(): string[] {
  const context = buildContext();
  const built = context
    .filter((path) => /^(apps|libs|bin|examples|bench)\/.*(?<!\.d)\.ts$/.test(path))
    .map((path) => `dist/${path.slice(0, -'.ts'.length)}.js`);
  const copied = copiedPaths();
  return [...context, ...built].filter((path) => copied.some((from) => path === from || path.startsWith(`${from}/`)));
}
