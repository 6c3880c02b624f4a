import { applyDecorators } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';
import { limits } from '#core/limits.js';

/** How many rows a page has at most. */
export const IsPageLimit = (): PropertyDecorator =>
  applyDecorators(
    IsOptional(),
    Type(() => Number),
    IsInt(),
    Min(1),
    Max(limits.pageMax),
  );

/** `next` of the page before. @param chars so many at most */
export const IsCursor = (chars = 2_000): PropertyDecorator =>
  applyDecorators(IsOptional(), IsString(), Length(1, chars));
