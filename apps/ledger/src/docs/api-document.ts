import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';

/** The OpenAPI document of the routes as they are. */
export function apiDocument(app: INestApplication, version: string): OpenAPIObject {
  const base = new DocumentBuilder().setTitle('Tend').setVersion(version).build();
  return SwaggerModule.createDocument(app, base);
}
