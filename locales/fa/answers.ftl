# نام پاسخ‌ها، در فرم و در جدول‌ها.
nationality-not_listed = کشور من در فهرست نیست
nationality-former_state = کشوری که دیگر وجود ندارد
nationality-not_sure = مطمئن نیستم
nationality-not_told = ترجیح می‌دهم نگویم

region-europe = اروپا
region-northern_africa = شمال آفریقا
region-sub_saharan_africa = آفریقای جنوب صحرا
region-western_asia = غرب آسیا
region-central_southern_asia = آسیای مرکزی و جنوب آسیا
region-eastern_south_eastern_asia = شرق و جنوب شرقی آسیا
region-americas_oceania = قارهٔ آمریکا و اقیانوسیه
region-not_told = گفته نشده یا در فهرست نیست

acquired-parent = از راه پدر یا مادر
acquired-born_there = در آن کشور به دنیا آمده‌ام
acquired-before_dutch = پیش از هلندی شدن آن را داشتم
acquired-marriage = با ازدواج
acquired-adoption = با فرزندخواندگی یا پذیرفته شدن به‌عنوان فرزند
acquired-other = جور دیگر
acquired-unknown = نمی‌دانم
acquired-not_told = ترجیح می‌دهم نگویم

main_reason-only_dutch = خیلی ساده، احساس می‌کنم فقط هلندی هستم
main_reason-law_forbids = قانون آنجا اجازه نمی‌دهد آن را کنار بگذارم
main_reason-impracticable = کنار گذاشتنش عملی نیست، خیلی گران است، یا هرگز جوابی نیامد
main_reason-travel = خطر در سفر، بدون کمک سفارت
main_reason-military_service = خدمت سربازی
main_reason-family_law = قانون خانواده در آنجا: ازدواج، طلاق، سرپرستی، نام فرزندم
main_reason-inheritance = ارث یا دارایی
main_reason-pressure = فشار یا کنترل از طرف آن دولت
main_reason-doubts_here = شک به وفاداری من در اینجا، تبعیض
main_reason-work = کار یا بررسی امنیتی
main_reason-children = فرزندانم خودبه‌خود آن را می‌گیرند
main_reason-papers = همچنان به مدارک آن کشور نیاز دارم
main_reason-freedom = قانون‌های آنجا که آزادی مرا محدود می‌کنند
main_reason-money = مالیات یا هزینه‌های دیگر
main_reason-other = دلیل دیگر
main_reason-not_told = ترجیح می‌دهم نگویم

tried-no = نه
tried-refused = بله، رد شد
tried-no_answer = بله، ولی جوابی نیامد
tried-pending = بله، هنوز در جریان است
tried-did_not_know_how = نه، نمی‌دانستم چطور
tried-not_told = ترجیح می‌دهم نگویم

province-PV20 = خرونینگن
province-PV21 = فریسلان
province-PV22 = درنته
province-PV23 = اورایسل
province-PV24 = فلوولاند
province-PV25 = خلدرلاند
province-PV26 = اوترخت
province-PV27 = هلند شمالی
province-PV28 = هلند جنوبی
province-PV29 = زیلاند
province-PV30 = برابانت شمالی
province-PV31 = لیمبورخ
province-caribbean = هلند کارائیبی
province-abroad = در خارج از هلند
province-not_told = ترجیح می‌دهم نگویم

birth_cohort-18-24 = 18 تا 24 سال
birth_cohort-25-34 = 25 تا 34 سال
birth_cohort-35-44 = 35 تا 44 سال
birth_cohort-45-54 = 45 تا 54 سال
birth_cohort-55-64 = 55 تا 64 سال
birth_cohort-65-plus = 65 سال یا بیشتر
birth_cohort-not_told = ترجیح می‌دهم نگویم
birth_cohort-until = { $year } یا پیش از آن
