import { ApiProperty } from '@nestjs/swagger';

/** The process runs. */
export class LivenessDto {
  @ApiProperty({ type: 'string', enum: ['ok'] })
  status: 'ok';
}

/** The process can serve requests; what it needs, one by one. */
export class ReadinessDto {
  @ApiProperty({ type: 'string', enum: ['ok'] })
  status: 'ok';

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'object', additionalProperties: true },
    example: { database: { status: 'up' } },
  })
  details: Record<string, object>;
}
