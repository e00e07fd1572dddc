import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { parse } from 'yaml';
import { projectPath } from '#libs/platform/project-root.js';
import { startApi, type SpecApi } from '#support/command-api.js';
import { createTestDatabase, type TestDatabase } from '#support/servers.js';

interface Compose {
  readonly services: Readonly<Record<string, { readonly environment?: Readonly<Record<string, string>> }>>;
}
interface Prometheus {
  readonly scrape_configs: readonly { readonly static_configs: readonly { readonly targets: readonly string[] }[] }[];
}

const read = (file: string): string => readFileSync(projectPath(file), 'utf8');
const compose = parse(read('docker-compose.yml'), { merge: true }) as Compose;
const prometheus = parse(read('deploy/prometheus.yml')) as Prometheus;
const targets = prometheus.scrape_configs.flatMap((job) => job.static_configs.flatMap((one) => one.targets));
const hostsOf = (service: string): string => compose.services[service]?.environment?.['HELPDESK_HOSTS'] ?? '';

describe('the names of the services in docker-compose.yml', () => {
  let database: TestDatabase;
  let api: SpecApi;

  beforeAll(async () => {
    database = await createTestDatabase();
    // An installation that sets none of the variables.
    const hosts = hostsOf('command-api').replaceAll(/\$\{[^}]*\}/g, '');
    api = await startApi({ DATABASE_URL: database.url, HELPDESK_HOSTS: hosts });
  });
  afterAll(async () => {
    await api.stop();
    await database.drop();
  });

  async function statusOf(host: string, method: string, path: string, body?: string): Promise<number | undefined> {
    const headers = { host, 'content-type': 'application/json', 'helpdesk-role': 'user' };
    const sent = request(api.url + path, { method, headers, agent: false });
    sent.end(body);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    response.resume();
    await once(response, 'end');
    return response.statusCode;
  }

  it('are served: a command and its metrics', async () => {
    const url = compose.services['query-api']?.environment?.['COMMAND_API_URL'] ?? '';
    const { host } = new URL(url);
    expect(await statusOf(host, 'POST', '/tickets', '{"description":"The lift is stuck"}')).toBe(201);
    expect(targets).toContain(host);
    expect(await statusOf(host, 'GET', '/metrics')).toBe(200);
    expect(await statusOf('elsewhere:3001', 'GET', '/metrics')).toBe(421);
  });

  it('are known to each service that Prometheus asks', () => {
    const asked = targets.map((target) => target.split(':')[0] ?? '').filter((name) => hostsOf(name));
    expect(asked.toSorted()).toEqual(['analytics-projector', 'command-api', 'notifier', 'query-api']);
    for (const name of asked) expect(hostsOf(name).split(',')).toContain(name);
  });
});
