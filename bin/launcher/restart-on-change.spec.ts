import { appsOf } from './restart-on-change.js';

describe('npm run dev', () => {
  it('restarts the app that a compiled file belongs to, and all of them for a library', () => {
    expect(appsOf('apps/query-api/render/views.js')).toEqual(['query-api']);
    expect(appsOf('libs/tickets/decide.js')).toEqual(['command-api', 'analytics-projector', 'query-api', 'notifier']);
  });

  it('restarts nothing for maps, the build notes and the command line', () => {
    for (const file of ['.tsbuildinfo', 'apps/query-api/main.js.map', 'bin/cli.js']) expect(appsOf(file)).toEqual([]);
  });
});
