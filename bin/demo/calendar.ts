import { CAMPUS } from './campus.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The helpdesk works on weekdays from 8:00 to 17:30, minutes of the day. */
const WORK = { from: 8 * 60, to: 17 * 60 + 30 };
/** People answer between 7:00 and 23:30. */
const AWAKE = { from: 7 * 60, to: 23 * 60 + 30 };

const HOLIDAYS = new Set(CAMPUS.holidays);

export interface LocalTime {
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  /** 0 is Sunday. */
  readonly weekday: number;
}

/** Day and night, weekends and holidays of a campus in its time zone. Instants are milliseconds since 1970. */
export class CampusCalendar {
  private readonly offsets = new Map<number, number>();
  private readonly format: Intl.DateTimeFormat;

  constructor(readonly timeZone: string) {
    this.format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
  }

  local(at: number): LocalTime {
    const local = this.toLocal(at);
    const date = new Date(local);
    return {
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate(),
      hour: date.getUTCHours(),
      weekday: date.getUTCDay(),
    };
  }

  /** Days passed from one instant's local day to the other's. */
  daysBetween(from: number, to: number): number {
    return Math.floor(this.toLocal(to) / DAY) - Math.floor(this.toLocal(from) / DAY);
  }

  /** How much is reported in the hour around an instant, where people work and where they live. */
  rhythm(at: number): { readonly campus: number; readonly home: number } {
    const { month, day, hour, weekday } = this.local(at);
    const season = between(month, day, [12, 23], [1, 6]) ? 0.25 : (CAMPUS.months[month - 1] ?? 1);
    const free = weekday === 0 || isHoliday(Math.floor(this.toLocal(at) / DAY));
    const campus = free ? 0.06 : weekday === 6 ? 0.16 : weekday === 5 ? 0.85 : 1;
    return {
      campus: (CAMPUS.campusHours[hour] ?? 0) * campus * season,
      home: (CAMPUS.homeHours[hour] ?? 0) * (free ? 1.2 : 1) * season,
    };
  }

  /** Somebody is there to take a call. */
  isOpen(at: number): boolean {
    return this.afterWork(at, 0) === at;
  }

  /** The instant after so many minutes of the helpdesk's working time. */
  afterWork(from: number, minutes: number): number {
    let local = this.toLocal(from);
    let left = minutes * MINUTE;
    for (;;) {
      const day = Math.floor(local / DAY);
      const start = Math.max(local, day * DAY + WORK.from * MINUTE);
      const end = day * DAY + WORK.to * MINUTE;
      if (this.isWorkday(day) && start < end) {
        if (left <= end - start) return this.toInstant(start + left);
        left -= end - start;
      }
      local = (day + 1) * DAY;
    }
  }

  /** The instant itself, or the next morning if people sleep then. */
  awake(at: number): number {
    const local = this.toLocal(at);
    const day = Math.floor(local / DAY);
    const minute = (local - day * DAY) / MINUTE;
    if (minute < AWAKE.from) return this.toInstant(local + (AWAKE.from - minute) * MINUTE + (local % (90 * MINUTE)));
    if (minute > AWAKE.to) return this.toInstant((day + 1) * DAY + AWAKE.from * MINUTE + (local % (90 * MINUTE)));
    return at;
  }

  private isWorkday(day: number): boolean {
    const weekday = (day + 4) % 7;
    return weekday !== 0 && weekday !== 6 && !isHoliday(day);
  }

  private toLocal(at: number): number {
    return at + this.offset(at);
  }

  private toInstant(local: number): number {
    const near = local - this.offset(local);
    return Math.round(local - this.offset(near));
  }

  /** Offset of the zone in milliseconds, looked up once an hour. */
  private offset(at: number): number {
    const hour = Math.floor(at / HOUR);
    let offset = this.offsets.get(hour);
    if (offset === undefined) {
      const name = this.format.formatToParts(hour * HOUR).find((part) => part.type === 'timeZoneName')?.value ?? '';
      const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)/.exec(name) ?? [];
      offset = (Number(hours ?? 0) * HOUR + Number(minutes ?? 0) * MINUTE) * (sign === '-' ? -1 : 1);
      this.offsets.set(hour, offset);
    }
    return offset;
  }
}

function between(month: number, day: number, from: [number, number], to: [number, number]): boolean {
  const date = month * 100 + day;
  return date >= from[0] * 100 + from[1] || date <= to[0] * 100 + to[1];
}

function isHoliday(day: number): boolean {
  const date = new Date(day * DAY);
  return HOLIDAYS.has(`${date.getUTCMonth() + 1}-${date.getUTCDate()}`);
}
