import type { Chance } from './chance.js';

/**
 * Names of made-up organisations and of the places that their people hold. No names of persons: a contact is called by
 * what they do ("Buyer, Amber Harbour"), so that nobody real is ever meant.
 */
const first = [
  'Amber',
  'Birch',
  'Cedar',
  'Copper',
  'Coral',
  'Delta',
  'Ember',
  'Fern',
  'Flint',
  'Garnet',
  'Granite',
  'Hazel',
  'Indigo',
  'Ivory',
  'Juniper',
  'Lark',
  'Linden',
  'Maple',
  'Meadow',
  'North',
  'Ochre',
  'Olive',
  'Opal',
  'Pine',
  'Quartz',
  'River',
  'Rowan',
  'Saffron',
  'Sage',
  'Silver',
  'Slate',
  'Solar',
  'Tidal',
  'Umber',
  'Velvet',
  'Willow',
  'Winter',
  'Zephyr',
] as const;
const second = [
  'Bay',
  'Bridge',
  'Brook',
  'Cliff',
  'Cove',
  'Crest',
  'Dale',
  'Field',
  'Ford',
  'Gate',
  'Grove',
  'Harbour',
  'Heath',
  'Hill',
  'Isle',
  'Lake',
  'Lane',
  'Marsh',
  'Mill',
  'Moor',
  'Orchard',
  'Park',
  'Peak',
  'Point',
  'Port',
  'Ridge',
  'Rock',
  'Shore',
  'Spring',
  'Stone',
  'Vale',
  'View',
  'Well',
  'Wood',
] as const;
const trade = [
  'Bakeries',
  'Clinics',
  'Design',
  'Energy',
  'Foods',
  'Freight',
  'Instruments',
  'Labs',
  'Logistics',
  'Media',
  'Motors',
  'Optics',
  'Outfitters',
  'Press',
  'Robotics',
  'Schools',
  'Software',
  'Textiles',
  'Tools',
  'Travel',
] as const;

/** What the contacts of a customer do, and what they are to the relationship; the first is there from the beginning. */
export const contactPosts = [
  { post: 'Buyer', stakeholder: 'buyer' },
  { post: 'Operations', stakeholder: 'user' },
  { post: 'Director', stakeholder: 'sponsor' },
  { post: 'Finance', stakeholder: 'finance' },
] as const;

/** What is sold. */
export const products = [
  'Basic',
  'Connect',
  'Analytics',
  'Storage',
  'Training',
  'Field service',
  'Archive',
  'Mobile',
] as const;

/** The name of organisation `index`: unique, because the index is written out when words alone would repeat. */
export function organisationName(index: number, chance: Chance): string {
  const combinations = first.length * second.length;
  const at = (index * 769) % combinations;
  const round = Math.floor(index / combinations);
  const name = `${first[at % first.length]!} ${second[Math.floor(at / first.length)]!} ${chance.pick(trade)}`;
  return round === 0 ? name : `${name} ${round + 1}`;
}
