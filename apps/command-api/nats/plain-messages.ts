import type {
  ConsumerDeserializer,
  ConsumerSerializer,
  IncomingRequest,
  OutgoingResponse,
} from '@nestjs/microservices';
import { headers, type Msg } from '@nats-io/transport-node';

/** What HTTP would answer. */
export interface Reply {
  readonly status: number;
  readonly body: object;
}

/** Any request is one that waits for its reply: Nest's own would take a plain `nats req` for an event. */
export class PlainDeserializer implements ConsumerDeserializer {
  deserialize(message: Msg): IncomingRequest {
    return { pattern: message.subject, data: message.data, id: 'plain' };
  }
}

/** The reply is the JSON of the response, nothing around it. */
export class PlainSerializer implements ConsumerSerializer {
  serialize({ response }: OutgoingResponse): unknown {
    const { status, body } = response as Reply;
    const fields = headers();
    fields.set('Helpdesk-Status', String(status));
    return { data: JSON.stringify(body), headers: fields };
  }
}
