import type { ProcessAnswer } from '#workspace/processes/process-answers.js';
import { Associations } from './associations.js';
import { Bottlenecks } from './bottlenecks.js';
import { Effort } from './effort.js';
import { ProcessNeeds } from './process-needs.js';
import { TouchedRelationships } from './touched-relationships.js';

/** What customers feel along the way through a process, from what it costs them to whom it keeps waiting now. */
export function ExperienceSection({ answer: { process, experience } }: { readonly answer: ProcessAnswer }) {
  if (experience === undefined) return null;
  return (
    <>
      <Effort process={process} effort={experience.effort} />
      <TouchedRelationships experience={experience} />
      <Associations process={process} part={experience.associations} windowDays={experience.windowDays} />
      <ProcessNeeds needs={experience.needs} />
      <Bottlenecks part={experience.bottlenecks} />
    </>
  );
}
