import type { Category, Status, TicketItem } from '../types.js';

export interface ItemRow {
  ticket_id: string;
  number: number;
  status: Status;
  description: string | null;
  category: Category;
  opened_at: Date;
  modified_at: Date;
  activated_at: Date | null;
  closed_at: Date | null;
  version: number;
  message_count: number;
  me_too_count: number;
  waiting: boolean;
  to_check: boolean;
}

export const ITEM_COLUMNS = `ticket_id, number, status, category, opened_at, modified_at, activated_at, closed_at, version,
  message_count, me_too_count, waiting, to_check`;

export function toItem(row: ItemRow): TicketItem {
  return {
    ticketId: row.ticket_id,
    number: row.number,
    status: row.status,
    description: row.description,
    category: row.category,
    openedAt: row.opened_at,
    modifiedAt: row.modified_at,
    activatedAt: row.activated_at,
    closedAt: row.closed_at,
    version: row.version,
    messageCount: row.message_count,
    meTooCount: row.me_too_count,
    waiting: row.waiting,
    check: row.to_check,
  };
}
