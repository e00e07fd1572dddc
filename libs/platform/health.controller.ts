import { Controller, Get, Header, Inject, Optional, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

/** One thing this process needs. */
export interface HealthCheck {
  readonly name: string;
  /** Throws with a plain sentence when it does not work; may return figures about what works. */
  readonly check: () => Promise<Readonly<Record<string, unknown>> | void>;
  /** False for what the process can do without for a while: it is shown, but readiness stays. Default true. */
  readonly required?: boolean;
}

/** Injection token of `HealthCheck[]`. */
export const HEALTH_CHECKS = Symbol('HEALTH_CHECKS');

/** A check that has not answered after this many milliseconds has failed. */
const TIMEOUT = 2_000;

/** `/health/live`: the process answers. `/health/ready`: what it needs works; 503 if not. */
@Controller('health')
export class HealthController {
  constructor(@Optional() @Inject(HEALTH_CHECKS) private readonly checks: readonly HealthCheck[] = []) {}

  @Get('live')
  @Header('cache-control', 'no-store')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const results = await Promise.all(this.checks.map(run));
    const failed = results.some(({ required, result }) => required && result['status'] === 'failed');
    void reply.status(failed ? 503 : 200).header('cache-control', 'no-store');
    const checks = Object.fromEntries(results.map(({ name, result }) => [name, result]));
    return { status: failed ? 'unavailable' : 'ok', checks };
  }
}

interface CheckResult {
  readonly name: string;
  readonly required: boolean;
  readonly result: Readonly<Record<string, unknown>>;
}

async function run({ name, check, required = true }: HealthCheck): Promise<CheckResult> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${TIMEOUT} ms`)), TIMEOUT);
  });
  try {
    const figures = await Promise.race([check(), late]);
    return { name, required, result: { status: 'ok', ...figures } };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { name, required, result: { status: 'failed', detail } };
  } finally {
    clearTimeout(timer);
  }
}
