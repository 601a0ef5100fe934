import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ORGANIZATION_PERMISSIONS } from '@purser/contracts';
import { ArrayMinSize, ArrayUnique, IsArray, IsIn } from 'class-validator';

/** A DTO field holding at least one permission of an organization, each once. */
export const PermissionsField = () =>
  applyDecorators(
    IsArray({ message: 'must be a list of permissions' }),
    ArrayMinSize(1, { message: 'must name at least one permission' }),
    ArrayUnique({ message: 'must name each permission once' }),
    IsIn(ORGANIZATION_PERMISSIONS, {
      each: true,
      message: `each must be one of ${ORGANIZATION_PERMISSIONS.join(', ')}`,
    }),
    ApiProperty({ type: 'string', isArray: true, enum: ORGANIZATION_PERMISSIONS, minItems: 1 }),
  );
