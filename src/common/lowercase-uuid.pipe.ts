import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { UUID } from './uuid.js';
import { invalid } from './request-validation.pipe.js';

@Injectable()
export class LowercaseUuidPipe implements PipeTransform<string, string> {
  transform(value: string, { data }: ArgumentMetadata): string {
    if (!UUID.test(value)) throw invalid([{ pointer: `/${data}`, code: 'INVALID_UUID', detail: 'must be a UUID' }]);
    return value.toLowerCase();
  }
}
