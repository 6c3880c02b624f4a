import { Option } from 'commander';
import { channelNames } from '#workspace/portfolio/standing-answers.js';

/** Of which team of ours relationships are wanted. */
export function teamOption(): Option {
  return new Option(
    '--team <name>',
    'only those of a team of ours, by their owner: an id or a name; none: those that no team owns',
  );
}

/** By which channel most of the contact came of relationships that are wanted. */
export function channelOption(): Option {
  return new Option(
    '--channel <channel>',
    'only those most of whose contact-days in 365 days came by a channel; none: by none that is named',
  ).choices([...channelNames]);
}
