import type { DraftParty } from '#domain/touchpoint.js';
import type { Chance } from './chance.js';
import { contactPosts, organisationName, products } from './names.js';
import type { StoryKind } from './story.js';
import { owners } from './teams.js';

/** A person of theirs and what they are to the relationship. */
export interface Contact {
  readonly party: DraftParty;
  readonly stakeholder: string;
}

/** Who is on the stage of one relationship, and what it is. */
export interface Scene {
  readonly key: string;
  readonly customer: DraftParty;
  /** Of a private customer the customer alone. */
  readonly contacts: readonly Contact[];
  readonly owner: DraftParty;
  /** Who of ours works on its cases. */
  readonly helper: DraftParty;
  readonly kind: 'b2b' | 'b2c';
  readonly segment: string;
  readonly tier: 'gold' | 'silver' | 'bronze' | undefined;
  readonly currency: string;
  /** What they usually take. */
  readonly products: readonly string[];
  /** What they have not taken yet. */
  readonly nextProduct: string;
  /** Factor of all that it is worth. */
  readonly size: number;
}

/** How often we want contact, and with whom, by tier. */
export const tiers = {
  gold: { cadenceDays: 30, requiredRoles: ['sponsor', 'user', 'buyer'] },
  silver: { cadenceDays: 60, requiredRoles: ['buyer', 'user'] },
  bronze: { cadenceDays: 90, requiredRoles: ['buyer'] },
} as const;

const segments = ['enterprise', 'mid-market', 'small-business'] as const;
const helpers = 18;

/** @param contactsMax so many people of theirs at most */
export function sceneOf(index: number, kind: StoryKind, contactsMax: number, chance: Chance): Scene {
  const key = `C-${String(index + 1).padStart(5, '0')}`;
  const isPrivate = kind !== 'champion-lost' && chance.happens(0.15);
  const name = isPrivate ? `Private customer ${index + 1}` : organisationName(index, chance);
  const customer: DraftParty = {
    kind: isPrivate ? 'person' : 'organisation',
    identifiers: [{ scheme: 'customer', value: key }],
    name,
    role: 'customer',
    side: 'customer',
  };
  const posts = contactPosts.slice(0, chance.whole(Math.min(2, contactsMax), contactsMax));
  const contacts = posts.map(({ post, stakeholder }, number) => ({
    party: contactOf(key, number, `${post}, ${name}`, stakeholder),
    stakeholder,
  }));
  const segment = chance.pick(segments);
  const first = chance.whole(0, products.length - 1);
  const product = (place: number): string => products[(first + place) % products.length]!;
  return {
    key,
    customer,
    contacts: isPrivate ? [{ party: customer, stakeholder: 'buyer' }] : contacts,
    owner: colleague(chance.whole(1, owners)),
    helper: colleague(owners + chance.whole(1, helpers)),
    kind: isPrivate ? 'b2c' : 'b2b',
    segment: isPrivate ? 'private' : segment,
    tier: isPrivate ? undefined : tierOf(segment, chance),
    currency: chance.happens(0.8) ? 'EUR' : 'CHF',
    products: [product(0), product(1)].slice(0, chance.whole(1, 2)),
    nextProduct: product(2),
    size: isPrivate ? 0.15 : segment === 'enterprise' ? 3 : segment === 'mid-market' ? 1 : 0.5,
  };
}

function tierOf(segment: (typeof segments)[number], chance: Chance): Scene['tier'] {
  if (segment === 'enterprise') return chance.pick(['gold', 'silver']);
  return segment === 'mid-market' ? chance.pick(['gold', 'silver', 'bronze']) : chance.pick(['silver', 'bronze']);
}

function contactOf(key: string, number: number, name: string, role: string): DraftParty {
  const identifiers = [{ scheme: 'contact', value: `${key}/${number + 1}` }];
  return { kind: 'person', identifiers, name, role, side: 'customer' };
}

/** One of ours, called by a number. */
export function colleague(number: number, role = 'agent'): DraftParty {
  const identifiers = [{ scheme: 'agent', value: `A-${number}` }];
  return { kind: 'person', identifiers, name: `Agent ${number}`, role, side: 'ours' };
}
