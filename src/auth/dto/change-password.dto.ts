import { ApiSchema } from '@nestjs/swagger';
import { NewPasswordField, PasswordField } from './password-fields.js';

@ApiSchema({ name: 'PasswordChange' })
export class ChangePasswordDto {
  @PasswordField()
  current_password: string;

  @NewPasswordField()
  new_password: string;
}
