import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** What the next append meets: lost before PostgreSQL sees it, or done with its answer lost. */
export type AppendLoss = 'request' | 'answer';

/** Name of the prepared statement that appends, as it crosses the wire. */
const APPEND = Buffer.from('log-append\0');

/** A wire between the apps and PostgreSQL that can be cut. */
export class Proxy {
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  private losses: AppendLoss[] = [];
  private refusing = false;
  /** Appends that were lost so far. */
  lost = 0;

  private constructor(
    private readonly server: Server,
    private readonly target: number,
  ) {}

  static async start(target: number): Promise<Proxy> {
    const server = createServer();
    const proxy = new Proxy(server, target);
    server.on('connection', (client) => proxy.join(client));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Cuts what is connected now. */
  cut(): void {
    for (const pair of this.pairs) for (const socket of pair) socket.destroy();
  }

  /** Cuts, and lets nobody in until `join` is called. */
  refuse(refusing: boolean): void {
    this.refusing = refusing;
    if (refusing) this.cut();
  }

  /** The next appends are lost, in one way or the other. */
  loseAppends(losses: readonly AppendLoss[]): void {
    this.losses = [...losses];
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(client: Socket): void {
    if (this.refusing) return void client.destroy();
    const server = connect(this.target, '127.0.0.1');
    const pair = [client, server] as const;
    this.pairs.add(pair);
    const end = () => {
      this.pairs.delete(pair);
      for (const socket of pair) socket.destroy();
    };
    for (const socket of pair) socket.on('error', end).on('close', end).setNoDelay(true);
    let losing: AppendLoss | undefined;
    client.on('data', (chunk) => {
      if (chunk.includes(APPEND)) losing ??= this.losses.shift();
      if (losing) this.lost++;
      if (losing === 'request') end();
      else server.write(chunk);
    });
    server.on('data', (chunk) => {
      if (losing === 'answer') end();
      else client.write(chunk);
    });
  }
}
