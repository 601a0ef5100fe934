import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** One fault of a request. */
export class FieldProblemView {
  /** JSON pointer into the body. */
  @ApiProperty({ type: 'string', examples: ['/tokens'] })
  pointer: string;

  @ApiProperty({ type: 'string', examples: ['must be a whole number'] })
  detail: string;
}

/** RFC 9457 problem details; a problem may have members of its own besides these. */
export class ProblemDetails {
  /** `/problems/<key>`: the stable name of the problem. */
  @ApiProperty({ type: 'string', examples: ['/problems/insufficient-tokens'] })
  type: string;

  @ApiProperty({ type: 'string' })
  title: string;

  @ApiProperty({ type: 'integer' })
  status: number;

  /** What happened this time, and what to do. */
  @ApiProperty({ type: 'string' })
  detail: string;

  @ApiProperty({ type: 'string' })
  instance: string;

  @ApiProperty({ type: 'string' })
  requestId: string;

  @ApiPropertyOptional({ type: [FieldProblemView] })
  errors?: FieldProblemView[];
}
