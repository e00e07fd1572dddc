import type { EventType } from '#libs/tickets/events.js';

/** Which events people are told of: what a user sees happen on the page of a ticket. */
const TOLD: Readonly<Record<EventType, boolean>> = {
  TicketOpened: false,
  DescriptionChanged: true,
  CategoryChanged: true,
  CategoryConfirmed: false,
  PlaceChanged: true,
  Assigned: false,
  PrioritySet: false,
  DuplicateMarked: true,
  DuplicateUnmarked: false,
  StatusChanged: true,
  MessagePosted: true,
  MeTooAdded: false,
  TextErased: false,
};

/** Whether people are told of events of this type; those that this software does not know are not. */
export function isTold(type: string): boolean {
  return Object.hasOwn(TOLD, type) && TOLD[type as EventType];
}
