import { watch } from 'node:fs';
import { APP_NAMES, OPTIONAL_APPS, type AppName, type RunningApp } from '#libs/local-stack/apps.js';
import type { Supervised } from '#libs/local-stack/supervise.js';
import { projectPath } from '#libs/platform/project-root.js';

/** The compiler writes several files after one change: so long after the last of them, in milliseconds, apps restart. */
const SETTLE = 100;

/**
 * Restarts apps when their compiled sources or catalogues change, for `npm run dev`. Watches until the process ends.
 * @param apps the running apps by name
 */
export function restartOnChange(apps: ReadonlyMap<AppName, Supervised<RunningApp>>): void {
  const changed = new Set<AppName>();
  let timer: NodeJS.Timeout | undefined;
  const note = (names: readonly AppName[]): void => {
    for (const name of names) changed.add(name);
    clearTimeout(timer);
    timer = setTimeout(() => {
      for (const name of changed) void apps.get(name)?.restart();
      changed.clear();
    }, SETTLE);
  };
  watch(projectPath('dist'), { recursive: true }, (_, file) => note(appsOf(file ?? '')));
  watch(projectPath('views', 'locales'), () => note(['query-api', 'notifier']));
}

/** The apps that a compiled file belongs to, by its path below dist; a library belongs to all. */
export function appsOf(file: string): readonly AppName[] {
  const [folder, name] = file.split(/[\\/]/);
  if (!file.endsWith('.js') || (folder !== 'apps' && folder !== 'libs')) return [];
  const all = [...APP_NAMES, ...OPTIONAL_APPS];
  return folder === 'libs' ? all : all.filter((app) => app === name);
}
