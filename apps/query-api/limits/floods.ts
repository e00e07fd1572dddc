import { Injectable } from '@nestjs/common';
import QuickLRU from 'quick-lru';
import { isThisMachine } from '#libs/platform/rate-limits.js';
import type { CommandName } from '#libs/tickets/commands.js';
import type { Requester } from '../request/requester.decorator.js';
import { Allowance } from './allowance.js';

const TEN_MINUTES = 600_000;
const DAY = 86_400_000;
/** What one browser may send in ten minutes, and one address, behind which there may be a whole campus. */
const LIMITS: Partial<Record<CommandName, { readonly browser: number; readonly address: number }>> = {
  OpenTicket: { browser: 20, address: 1_000 },
  PostMessage: { browser: 60, address: 5_000 },
};
/** The helpdesk reports for people on the phone and writes to many tickets at once: it may send so many times as much. */
const HELPDESK_FACTOR = 20;
/** So many reports of one browser are shown as many, and at most so many of them. */
const MANY = 5;
const MOST_SHOWN = 200;
const REMEMBERED = 20_000;

/**
 * Keeps programs from flooding the helpdesk where nobody has an account. Which reports come from the same browser is known in the memory of this
 * process alone, for a day: the log cannot link them.
 */
@Injectable()
export class Floods {
  private readonly allowance = new Allowance(TEN_MINUTES);
  private readonly ofBrowser = new QuickLRU<string, Set<number>>({ maxSize: REMEMBERED, maxAge: DAY });
  private readonly ofTicket = new QuickLRU<number, Set<number>>({ maxSize: REMEMBERED, maxAge: DAY });

  /** False once a browser, or its address, has sent too many of these. Programs on this very machine are not counted. */
  allows({ ip, browser, role }: Requester, command: CommandName): boolean {
    const limit = LIMITS[command];
    if (!limit || isThisMachine(ip)) return true;
    const factor = role === 'helpdesk' ? HELPDESK_FACTOR : 1;
    return (
      this.allowance.take(`${command} ${ip}`, limit.address) &&
      this.allowance.take(`${command} ${role} ${browser}`, factor * limit.browser)
    );
  }

  /** Remembers that a user's browser has reported a ticket. */
  reported({ browser, role }: Requester, number: number): void {
    if (role !== 'user') return;
    const reports = this.ofBrowser.get(browser) ?? new Set();
    if (reports.size < MOST_SHOWN) reports.add(number);
    this.ofBrowser.set(browser, reports);
    this.ofTicket.set(number, reports);
  }

  /** All reports of the browser that reported this ticket; none when they are few. */
  reportsBeside(number: number): readonly number[] {
    const reports = this.ofTicket.get(number) ?? new Set();
    return reports.size < MANY ? [] : [...reports];
  }
}
