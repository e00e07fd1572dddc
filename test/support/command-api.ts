import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from '#libs/platform/boot.js';
import { readConfig } from '#libs/platform/config.js';
import { AppModule } from '../../apps/command-api/app.module.js';
import { configureHttp, WITHOUT_FORMS } from '../../apps/command-api/http/configure-http.js';
import { configureNats } from '../../apps/command-api/nats/configure-nats.js';

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly headers: Headers;
  // oxlint-disable-next-line typescript/no-explicit-any -- specs look into answers of every shape
  readonly body: any;
}
export interface SpecApi {
  readonly url: string;
  readonly app: NestFastifyApplication;
  /** Sends JSON as one of the roles. */
  send(
    role: 'user' | 'helpdesk',
    method: 'POST' | 'PATCH',
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  fetch(path: string, init?: RequestInit): Promise<Answer>;
  stop(): Promise<void>;
}

/** For specs: the whole command-api in this process, on a free port. */
export async function startApi(env: NodeJS.ProcessEnv): Promise<SpecApi> {
  const config = readConfig({ LOG_LEVEL: 'error', ...env });
  const app = await createApp(
    {
      name: 'command-api',
      module: AppModule.forRoot(config),
      configure: async (app) => {
        await configureHttp(app);
        configureNats(app, config);
      },
      nest: WITHOUT_FORMS,
    },
    config,
  );
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const ask = async (path: string, init?: RequestInit): Promise<Answer> => {
    const response = await fetch(url + path, init);
    const text = await response.text();
    const type = response.headers.get('content-type') ?? '';
    return {
      status: response.status,
      type,
      headers: response.headers,
      body: type.includes('json') ? JSON.parse(text) : text,
    };
  };
  return {
    url,
    app,
    send: (role, method, path, body = {}, headers = {}) =>
      ask(path, {
        method,
        headers: { 'content-type': 'application/json', 'helpdesk-role': role, ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    fetch: ask,
    stop: () => app.close(),
  };
}
