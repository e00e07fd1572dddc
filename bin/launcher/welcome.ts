export interface WelcomeFacts {
  readonly url: string;
  readonly host: string;
  readonly dataDir: string;
  /** Undefined when PostgreSQL is not ours. */
  readonly postgresDir?: string;
  readonly natsUrl?: string;
  readonly empty: boolean;
}

/** The one screen after the start: where to go, where the data lie, how to stop. */
export function welcome({ url, host, dataDir, postgresDir, natsUrl, empty }: WelcomeFacts): string {
  const data = postgresDir?.startsWith(dataDir) ? dataDir : (postgresDir ?? 'the PostgreSQL of DATABASE_URL');
  const rows = [
    ['Open', url],
    ...(host === '127.0.0.1' ? [] : [['', `also from other machines (HOST is ${host})`]]),
    ['Data', data],
    ['Events', natsUrl ?? 'no nats-server: what integrates by events waits until one is installed'],
    ...(empty ? [['Empty', 'fill in six months of campus life from another terminal: npm run demo']] : []),
    ['Stop', 'Ctrl-C'],
  ];
  const lines = rows.map(([name = '', value = '']) => `    ${name.padEnd(8)}${value}`);
  return `\n  The campus helpdesk is running.\n\n${lines.join('\n')}\n\n`;
}
