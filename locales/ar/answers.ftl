# أسماء الإجابات في الاستمارة وفي الجداول.
nationality-not_listed = بلدي ليس في القائمة
nationality-former_state = بلد لم يعد موجودًا
nationality-not_sure = لست متأكدًا
nationality-not_told = أفضّل ألا أقول

region-europe = أوروبا
region-northern_africa = شمال أفريقيا
region-sub_saharan_africa = أفريقيا جنوب الصحراء
region-western_asia = غرب آسيا
region-central_southern_asia = وسط آسيا وجنوبها
region-eastern_south_eastern_asia = شرق آسيا وجنوبها الشرقي
region-americas_oceania = الأمريكتان وأوقيانوسيا
region-not_told = لم يُذكر أو ليس في القائمة

acquired-parent = عن طريق أحد الوالدين
acquired-born_there = وُلدت في ذلك البلد
acquired-before_dutch = كانت لدي قبل أن أصبح هولنديًا
acquired-marriage = عن طريق الزواج
acquired-adoption = عن طريق التبني أو إقرار البنوّة
acquired-other = بطريقة أخرى
acquired-unknown = لا أعرف
acquired-not_told = أفضّل ألا أقول

main_reason-only_dutch = أشعر ببساطة بأنني هولندي فقط
main_reason-law_forbids = القانون هناك لا يسمح لي بتركها
main_reason-impracticable = تركها لا ينجح عمليًا، أو يكلّف كثيرًا، أو لم يأتِ جواب
main_reason-travel = خطر عند السفر، ولا مساعدة من السفارة
main_reason-military_service = الخدمة العسكرية
main_reason-family_law = قانون الأسرة هناك: الزواج والطلاق والحضانة واسم طفلي
main_reason-inheritance = الميراث أو الأملاك
main_reason-pressure = ضغط أو مراقبة من تلك الدولة
main_reason-doubts_here = شكوك هنا في ولائي، تمييز
main_reason-work = العمل أو الفحص الأمني
main_reason-children = أطفالي يحصلون عليها تلقائيًا
main_reason-papers = أحتاج دائمًا إلى أوراق تلك الدولة
main_reason-freedom = قوانين هناك تحدّ من حريتي
main_reason-money = ضرائب أو مدفوعات أخرى
main_reason-other = سبب آخر
main_reason-not_told = أفضّل ألا أقول

tried-no = لا
tried-refused = نعم، ورُفض الطلب
tried-no_answer = نعم، لكن لم يأتِ جواب
tried-pending = نعم، والطلب ما زال قيد النظر
tried-did_not_know_how = لا، لم أعرف كيف
tried-not_told = أفضّل ألا أقول

province-PV20 = خرونينغن
province-PV21 = فريسلان
province-PV22 = درنته
province-PV23 = أوفرآيسل
province-PV24 = فليفولاند
province-PV25 = خيلدرلاند
province-PV26 = أوتريخت
province-PV27 = شمال هولندا
province-PV28 = جنوب هولندا
province-PV29 = زيلاند
province-PV30 = شمال برابنت
province-PV31 = ليمبورخ
province-caribbean = هولندا الكاريبية
province-abroad = خارج هولندا
province-not_told = أفضّل ألا أقول

birth_cohort-18-24 = من 18 إلى 24
birth_cohort-25-34 = من 25 إلى 34
birth_cohort-35-44 = من 35 إلى 44
birth_cohort-45-54 = من 45 إلى 54
birth_cohort-55-64 = من 55 إلى 64
birth_cohort-65-plus = 65 أو أكثر
birth_cohort-not_told = أفضّل ألا أقول
birth_cohort-until = { $year } أو قبلها
