import { ApiSchema } from '@nestjs/swagger';
import { EmailField, FullNameField, UsernameField } from '../../users/dto/user-fields.js';
import { NewPasswordField } from './password-fields.js';

@ApiSchema({ name: 'Registration' })
export class RegisterDto {
  @EmailField()
  email: string;

  @UsernameField()
  username: string;

  @FullNameField()
  full_name: string;

  @NewPasswordField()
  password: string;
}
