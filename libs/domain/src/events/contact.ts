import { IsBoolean, IsIn } from 'class-validator';
import { defineFamily, fact } from '../event-definition.js';
import { IsInstant, IsLabel, IsNotBefore, Optional } from '../fields.js';
import { ContactData, touchpointPersonal, TouchpointData } from './touchpoint-data.js';

/** A message from the customer's side reached us. */
export class MessageReceived extends TouchpointData {
  /** A delivery report that comes back, which is nobody's act. */
  @Optional() @IsBoolean() bounce?: boolean;
}

/** A message of ours went to the customer's side. */
export class MessageSent extends TouchpointData {
  /** The template that it was made from. */
  @Optional() @IsLabel() template?: string;
}

/** Both sides spoke on the telephone or by video. */
export class CallHeld extends ContactData {
  @IsIn(['inbound', 'outbound']) direction!: 'inbound' | 'outbound';
}

/** A call was tried and nobody answered. */
export class CallMissed extends TouchpointData {}

/** A meeting was put on the calendar, which is not yet a meeting held. */
export class MeetingScheduled extends TouchpointData {
  @IsInstant() startAt!: number;
  @Optional() @IsInstant() @IsNotBefore('startAt') endAt?: number;
}

/** A meeting took place with people of both sides. */
export class MeetingHeld extends TouchpointData {}

/** A meeting was due and somebody who was expected did not come. */
export class MeetingNoShow extends TouchpointData {
  @Optional() @IsIn(['customer', 'ours']) missing?: 'customer' | 'ours';
}

/** A meeting was called off before it took place. */
export class MeetingCancelled extends TouchpointData {
  @Optional() @IsIn(['customer', 'ours']) by?: 'customer' | 'ours';
}

/** One side visited the other. */
export class VisitMade extends TouchpointData {}

/** One of ours wrote something down about the relationship. */
export class NoteAdded extends TouchpointData {}

/** Somebody said from when to when they are away, which pauses both clocks. */
export class AbsenceAnnounced extends TouchpointData {
  @IsInstant() from!: number;
  @IsInstant() @IsNotBefore('from') to!: number;
}

export const contact = defineFamily(
  { stream: 'matter', captured: true, personal: touchpointPersonal },
  {
    MessageReceived: fact(MessageReceived, {
      description: "A message from the customer's side reached us.",
      acts: 'theirs',
      example: {
        channel: 'email',
        direction: 'inbound',
        sentiment: { value: -0.42, scorer: 'vader', version: '3.3.2', confidence: 0.97 },
      },
      broken: { data: { channel: 'pigeon' }, field: 'channel' },
    }),
    MessageSent: fact(MessageSent, {
      description: "A message of ours went to the customer's side.",
      acts: 'ours',
      example: { channel: 'email', direction: 'outbound', automated: true, template: 'ticket-received' },
      broken: { data: { automated: 'yes' }, field: 'automated' },
    }),
    CallHeld: fact(CallHeld, {
      description: 'Both sides spoke on the telephone or by video.',
      acts: 'by-direction',
      example: { channel: 'phone', direction: 'outbound', durationSec: 312.5 },
      broken: { data: { channel: 'phone' }, field: 'direction' },
    }),
    CallMissed: fact(CallMissed, {
      description: 'A call was tried and nobody answered.',
      example: { channel: 'phone', direction: 'inbound' },
      broken: { data: { durationSec: -1 }, field: 'durationSec' },
    }),
    MeetingScheduled: fact(MeetingScheduled, {
      description: 'A meeting was put on the calendar, which is not yet a meeting held.',
      example: { channel: 'meeting', startAt: 1_772_442_000_000, endAt: 1_772_445_600_000 },
      broken: { data: { startAt: '2026-03-02T09:00Z' }, field: 'startAt' },
    }),
    MeetingHeld: fact(MeetingHeld, {
      description: 'A meeting took place with people of both sides.',
      acts: 'both',
      example: { channel: 'meeting', durationSec: 3600 },
      broken: { data: { summary: 'Talked about the renewal' }, field: 'summary' },
    }),
    MeetingNoShow: fact(MeetingNoShow, {
      description: 'A meeting was due and somebody who was expected did not come.',
      example: { missing: 'customer' },
      broken: { data: { missing: 'them' }, field: 'missing' },
    }),
    MeetingCancelled: fact(MeetingCancelled, {
      description: 'A meeting was called off before it took place.',
      example: { by: 'ours' },
      broken: { data: { by: null }, field: 'by' },
    }),
    VisitMade: fact(VisitMade, {
      description: 'One side visited the other.',
      acts: 'both',
      example: { channel: 'in-person', durationSec: 5400 },
      broken: { data: { visibility: 'secret' }, field: 'visibility' },
    }),
    NoteAdded: fact(NoteAdded, {
      description: 'One of ours wrote something down about the relationship.',
      example: { visibility: 'internal', textChars: 84, language: 'en' },
      broken: { data: { text: 'Ask again in May' }, field: 'text' },
    }),
    AbsenceAnnounced: fact(AbsenceAnnounced, {
      description: 'Somebody said from when to when they are away, which pauses both clocks.',
      example: { from: 1_785_542_400_000, to: 1_786_752_000_000 },
      broken: { data: { from: 1_785_542_400_000 }, field: 'to' },
    }),
  },
);
