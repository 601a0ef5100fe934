import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** One public RSA key. */
export class JwkDto {
  @ApiPropertyOptional({ type: 'string', examples: ['RSA'] })
  kty?: string;

  @ApiProperty({ type: 'string', description: 'Thumbprint, RFC 7638.' })
  kid: string;

  @ApiProperty({ type: 'string', enum: ['RS256'] })
  alg: 'RS256';

  @ApiProperty({ type: 'string', enum: ['sig'] })
  use: 'sig';

  @ApiPropertyOptional({ type: 'string' })
  n?: string;

  @ApiPropertyOptional({ type: 'string' })
  e?: string;
}

/** The key that signs, and those before it that still verify. */
export class JwksDto {
  @ApiProperty({ type: [JwkDto] })
  keys: JwkDto[];
}
