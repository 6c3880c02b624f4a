import { RouteConfig } from '@nestjs/platform-fastify';
import 'reflect-metadata';

/** What the API document says of a route beside its path. */
export interface Description {
  /** One line: what it answers or does. */
  readonly says: string;
  /** Classes of the query parameters and of the JSON body: their rules become schemas. */
  readonly query?: Shape;
  readonly body?: Shape | RawBody;
  readonly answer: Answer;
  /** Statuses that it refuses with, beside 400, 401 and 403. */
  readonly refuses?: readonly number[];
  /** Needs no credentials. */
  readonly isOpen?: boolean;
}

/** A class with rules of class-validator. */
export type Shape = abstract new (...given: never[]) => object;

/** A body that no class describes: its media types and what stands in it. */
export interface RawBody {
  readonly types: readonly string[];
  readonly is: string;
}

export interface Answer {
  readonly status?: number;
  readonly type: string;
  readonly is: string;
}

const key = Symbol('tend:described');

/** Describes a route where it stands, and opens it when it says so. Nothing of the API document is loaded for it. */
export function Described(description: Description): MethodDecorator {
  return (target, name, descriptor) => {
    if (description.isOpen === true) RouteConfig({ isOpen: true })(target, name, descriptor);
    Reflect.defineMetadata(key, description, descriptor.value as object);
  };
}

export function descriptionOf(handler: object): Description | undefined {
  return Reflect.getMetadata(key, handler) as Description | undefined;
}
