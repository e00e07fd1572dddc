/** Of HELPDESK_CAMPUS. What campuses on the same PostgreSQL, NATS and host must not share has a name with it. */
const campus = process.env['HELPDESK_CAMPUS'] ?? '';

/** A name of this campus, such as `HELPDESK-north`; without HELPDESK_CAMPUS the name as it is. */
export function ofCampus(name: string): string {
  return campus ? `${name}-${campus}` : name;
}

/** Before the name of each cookie: browsers send cookies to all ports of a host. */
export const COOKIE_PREFIX = campus && `${campus}-`;

/** A subject of this campus: `helpdesk-north.events.>` for `helpdesk.events.>`. */
export function subjectOfCampus(subject: string): string {
  return subject.replace(/^helpdesk(?=\.)/, ofCampus);
}

/** SQL with the roles of this campus, such as `helpdesk_north_query`: roles belong to the whole PostgreSQL. */
export function withRolesOfCampus(sql: string): string {
  return sql.replaceAll(
    /\bhelpdesk_(?=(command|projector|query|notifier|operator)\b)/g,
    campus ? `$&${campus}_` : '$&',
  );
}

/** The rights of deploy/nats.conf, on the stream and the subjects of this campus. */
export function natsRightsOfCampus(settings: string): string {
  return settings.replaceAll(/(?<=")helpdesk(?=\.)|(?<=\.)HELPDESK\b/g, ofCampus);
}
