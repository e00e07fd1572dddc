import { Controller, Get, Query, UseInterceptors } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import type { AuditEntry } from '#libs/read-models/types.js';
import { EVENT_TYPES, ROLES } from '#libs/tickets/events.js';
import { GetLastVerification, ListEvents } from '../../queries/log.queries.js';
import { Page } from '../../render/page.js';
import { PageInterceptor } from '../../render/page.interceptor.js';
import { texts } from '../../render/texts.js';
import { classificationOf, fieldsOf } from '../shared/event-fields.js';
import { HelpdeskRequester, type Requester } from '../../request/requester.decorator.js';
import { auditQuery, auditUrl, toEventFilter, type AuditQuery } from './audit-query.js';
import { Zone } from '../../queries/zone.js';

/** The whole log, to look something up. */
@ApiExcludeController()
@UseInterceptors(PageInterceptor)
@Controller('audit')
export class AuditController {
  constructor(
    private readonly queries: QueryBus,
    private readonly zone: Zone,
  ) {}

  @Get()
  async show(
    @HelpdeskRequester() requester: Requester,
    @Query({ schema: auditQuery }) query: AuditQuery,
  ): Promise<Page> {
    const timeZone = await this.zone.get();
    const { entries, nextBefore, log } = await this.queries.execute(new ListEvents(toEventFilter(query, timeZone)));
    const verification = await this.queries.execute(new GetLastVerification());
    return new Page('audit', {
      title: texts(requester.locale)('audit.title'),
      nav: 'audit',
      asOf: { position: log.position, at: new Date(), timeZone },
      url: auditUrl(query),
      partials: [{ name: 'audit-entries' }],
      data: {
        query,
        log,
        verification: verification && {
          ...verification,
          compared: verification.compared.length,
          since: Math.max(0, log.position - verification.position),
        },
        entries: entries.map(presentEntry),
        types: EVENT_TYPES.map((type) => ({ type, selected: query.type === type })),
        roles: ROLES.map((role) => ({ role, selected: query.role === role })),
        filtered: auditUrl({ ...query, before: undefined }) !== '/audit',
        nextUrl: nextBefore !== null && auditUrl({ ...query, before: nextBefore }),
        firstUrl: query.before !== undefined && auditUrl({ ...query, before: undefined }),
      },
    });
  }
}

function presentEntry({ event, number }: AuditEntry): object {
  const { type, position, version, recordedAt: at, role, name, ticketId, commandId, correlationId } = event;
  return {
    type,
    position,
    version,
    at,
    role,
    name,
    number,
    ticketId,
    commandId,
    correlationId,
    fields: fieldsOf(event, undefined),
    classification: classificationOf(event),
  };
}
