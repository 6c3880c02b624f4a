/** The package types its elements, but not what it exports itself: here is as much of it as is used. */
declare module 'bpmn-moddle' {
  import type { ModdleElement } from 'moddle';
  import type { BpmnDefinitions } from 'bpmn-moddle/types';

  export type { ModdleElement };

  export class BpmnModdle {
    /** The class of a name such as `bpmn:Task`. @throws Error when there is none */
    getType(name: string): object;
    /** @param options without `lax` the first element that is none of BPMN is an error instead of a warning */
    fromXML(xml: string, options: { readonly lax: boolean }): Promise<{ rootElement: ModdleElement<BpmnDefinitions> }>;
  }
}
