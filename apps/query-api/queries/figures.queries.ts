import { backlog } from '#libs/read-models/queries/backlog.js';
import { backlogAge } from '#libs/read-models/queries/backlog-age.js';
import { activeByCategory, openTickets } from '#libs/read-models/queries/figures.js';
import { periodTickets } from '#libs/read-models/queries/period-tickets.js';
import { byPlace } from '#libs/read-models/queries/places.js';
import { resolutionTime } from '#libs/read-models/queries/resolution-time.js';
import { defineQuery } from './define-query.js';

export const GetOpenTickets = defineQuery('GetOpenTickets', openTickets);
export const GetPeriodTickets = defineQuery('GetPeriodTickets', periodTickets);
export const GetResolutionTime = defineQuery('GetResolutionTime', resolutionTime);
export const GetActiveByCategory = defineQuery('GetActiveByCategory', activeByCategory);
export const GetBacklogAge = defineQuery('GetBacklogAge', backlogAge);
export const GetByPlace = defineQuery('GetByPlace', byPlace);
export const GetBacklog = defineQuery('GetBacklog', backlog);
