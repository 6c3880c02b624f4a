import { IsIn } from 'class-validator';
import { defineFamily, fact } from '../event-definition.js';
import { IsInstant, IsLabel, IsRef, IsSlug, Optional } from '../fields.js';

/** Names a signal: its id is a hash that the engine makes, and stays when the signal is raised again by a replay. */
export class SignalNamed {
  @IsLabel() signal!: string;
  /** What it was, and the event that began it: whoever reads the history later may know nothing of the signal any more. */
  @Optional() @IsLabel() kind?: string;
  @Optional() @IsRef() event?: string;
}

/** Somebody saw a signal and took it on. */
export class SignalAcknowledged extends SignalNamed {}

/** Somebody put a signal off. */
export class SignalSnoozed extends SignalNamed {
  @IsInstant() until!: number;
}

/** Somebody dealt with a signal. What came of it is in their words, as why is: both are sealed. */
export class SignalResolved extends SignalNamed {
  /** As it was recorded before it was sealed. */
  @Optional() @IsLabel() outcome?: string;
}

/**
 * Somebody took back what was said of a signal last: that it is resolved, else that it is put off, else that it is taken
 * on.
 */
export class SignalReopened extends SignalNamed {}

/** Names a recommendation: a play, its version, and when it was recommended. */
export class PlayNamed {
  @IsSlug() play!: string;
  @IsLabel() version!: string;
  @IsInstant() recommendedAt!: number;
}

/** Somebody took a recommended play on. */
export class PlayAccepted extends PlayNamed {}

/** Somebody turned a recommended play down; why is the record's reason code. */
export class PlayDeclined extends PlayNamed {}

/** A play that was taken on was carried out. */
export class PlayDone extends PlayNamed {
  @Optional() @IsLabel() outcome?: string;
}

/** A person decided about a person, which no machine may do alone. */
export class HumanDecisionMade {
  @IsLabel() decision!: string;
  @IsIn(['approved', 'refused']) outcome!: 'approved' | 'refused';
  /** The signal or recommendation that it was about. */
  @Optional() @IsLabel() about?: string;
}

const signal = '4b3f6c1a9d2e8f70b1c2d3e4f5a6978812345678';
const play = { play: 'call-after-silence', version: '1', recommendedAt: 1_772_442_000_000 };

export const work = defineFamily(
  { stream: 'party', captured: false, personal: ['text', 'reason'] },
  {
    SignalAcknowledged: fact(SignalAcknowledged, {
      description: 'Somebody saw a signal and took it on.',
      example: { signal, kind: 'silence', event: '6e1d4c3b-2a19-8f0e-9d8c-7b6a59483726' },
      broken: { data: {}, field: 'signal' },
    }),
    SignalSnoozed: fact(SignalSnoozed, {
      description: 'Somebody put a signal off.',
      example: { signal, until: 1_773_046_800_000 },
      broken: { data: { signal, until: Number.POSITIVE_INFINITY }, field: 'until' },
    }),
    SignalResolved: fact(SignalResolved, {
      description: 'Somebody dealt with a signal.',
      personal: ['outcome'],
      example: { signal },
      broken: { data: { signal: 12 }, field: 'signal' },
    }),
    SignalReopened: fact(SignalReopened, {
      description:
        'Somebody took back what was said of a signal last: that it is resolved, else that it is put off, else that it is taken on.',
      example: { signal },
      broken: { data: { signal, outcome: 'reached them' }, field: 'outcome' },
    }),
    PlayAccepted: fact(PlayAccepted, {
      description: 'Somebody took a recommended play on.',
      example: play,
      broken: { data: { ...play, version: 1 }, field: 'version' },
    }),
    PlayDeclined: fact(PlayDeclined, {
      description: "Somebody turned a recommended play down; why is the record's reason code.",
      example: play,
      broken: { data: { ...play, play: 'Call!' }, field: 'play' },
    }),
    PlayDone: fact(PlayDone, {
      description: 'A play that was taken on was carried out.',
      example: { ...play, outcome: 'meeting agreed' },
      broken: { data: { ...play, done: true }, field: 'done' },
    }),
    HumanDecisionMade: fact(HumanDecisionMade, {
      description: 'A person decided about a person, which no machine may do alone.',
      example: { decision: 'pause the contract', outcome: 'refused', about: signal },
      broken: { data: { decision: 'pause the contract', outcome: 'maybe' }, field: 'outcome' },
    }),
  },
);
