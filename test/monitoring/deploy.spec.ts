import { readFileSync } from 'node:fs';
import { projectPath } from '#libs/platform/project-root.js';
import { Target } from '../security/target.js';

interface Dashboard {
  readonly panels: readonly { readonly title: string; readonly targets: readonly { readonly expr: string }[] }[];
}

const read = (...path: string[]): string => readFileSync(projectPath(...path), 'utf8');
/** Each alert in its own few lines. */
const rules = read('deploy', 'alerts.yml')
  .split('- alert: ')
  .slice(1)
  .map((text) => ({
    alert: text.split('\n')[0] ?? '',
    expr: /^ +expr: (.+)$/m.exec(text)?.[1] ?? '',
    page: /^ +page: docs\/operations\.md(#.+)$/m.exec(text)?.[1] ?? '',
  }));
const { panels } = JSON.parse(read('deploy', 'grafana-dashboard.json')) as Dashboard;
/** Of Prometheus itself, and of node_exporter. */
const FOREIGN = ['up', 'node_filesystem_avail_bytes', 'node_filesystem_size_bytes'];

/** Names of series in an expression, with the values that it asks of labels. */
function namesIn(expr: string): string[] {
  const bare = expr.replaceAll(/\{[^}]*\}|\[[^\]]*\]|by \([^)]*\)/g, ' ');
  return (bare.match(/\b[a-z][a-z\d_]*\b(?!\s*\()/g) ?? []).filter((word) => word !== 'by' && !FOREIGN.includes(word));
}

let served: Set<string>;

beforeAll(async () => {
  const target = await Target.start({}, { notifier: true });
  try {
    await target.open('the window does not close');
    const { commandUrl, projectorUrl, queryUrl } = target.apps;
    const urls = [commandUrl, projectorUrl, queryUrl, target.apps.notifier?.url];
    const pages = await Promise.all(urls.map(async (url) => (await fetch(`${url}/metrics`)).text()));
    const lines = pages.join('\n').split('\n');
    const declared = lines.filter((line) => line.startsWith('# TYPE ')).map((line) => line.split(' '));
    served = new Set(
      declared.flatMap(([, , name = '', type]) =>
        type === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => name + end) : [name],
      ),
    );
  } finally {
    await target.stop();
  }
}, 60_000);

it.each(rules.map(({ alert, expr }) => [alert, expr]))('the alert %s asks for what is served', (_alert, expr) => {
  expect(expr).not.toBe('');
  expect(namesIn(expr).filter((name) => !served.has(name))).toEqual([]);
});

it.each(panels.map(({ title, targets }) => [title, targets.map(({ expr }) => expr).join(' ')]))(
  'the panel "%s" shows what is served',
  (_title, expr) => {
    expect(namesIn(expr)).not.toEqual([]);
    expect(namesIn(expr).filter((name) => !served.has(name))).toEqual([]);
  },
);

it('each alert has a section that cures it', () => {
  const text = read('docs', 'operations.md');
  const anchors = [...text.matchAll(/^#+ (.+)$/gm)].map(
    ([, title = '']) => `#${title.toLowerCase().replaceAll(' ', '-')}`,
  );
  const missing = rules.filter(({ page }) => !anchors.includes(page));
  expect(missing.map(({ alert }) => alert)).toEqual([]);
});
