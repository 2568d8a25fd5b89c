import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { UUID } from './uuid.js';
import { invalid } from './request-validation.pipe.js';

/** A path parameter that must be a UUID, in lower case from here on. */
@Injectable()
export class LowercaseUuidPipe implements PipeTransform<string, string> {
  /** @throws Problem VALIDATION_FAILED that names the parameter. */
  transform(value: string, { data }: ArgumentMetadata): string {
    if (!UUID.test(value)) throw invalid([{ pointer: `/${data}`, code: 'INVALID_UUID', detail: 'must be a UUID' }]);
    return value.toLowerCase();
  }
}
